// What a ticket is made of, whatever the markup: paragraphs with a label in bold, and below them rows, of
// which those that matter least can be left out. No code lives here.

/** Text is both the tool's words and a log's; `code` is shown as it is; `strong` holds the tool's words only. */
export type Inline = string | { readonly code: string } | { readonly strong: string };
export type Line = readonly Inline[];

export interface List {
  readonly kind: 'list';
  readonly rows: readonly Line[];
}

/** Each row has a cell for each title. */
export interface Table {
  readonly kind: 'table';
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Line[])[];
}

/** Lines as they are: quotes, or commands to be copied. */
export interface Fence {
  readonly kind: 'fence';
  readonly language: 'text' | 'sh';
  readonly rows: readonly string[];
}

export type Body = List | Table | Fence;

export interface Part {
  readonly label: string;
  readonly text: Line;
  /** Null for a paragraph alone. */
  readonly body: Body | null;
  /** What a row is called where some are left out. */
  readonly noun: string;
  /** How many rows it gets whenever each part that wants more gets some. */
  readonly share: number;
  /** All its rows are shown, whatever else is left out. */
  readonly isWhole?: true;
  /** How much a row matters: those of the highest number go first. Without it, the last ones do. */
  readonly weights?: readonly number[];
}

export interface Ticket {
  /** Shortened as far as needed. */
  readonly parts: readonly Part[];
  /** Parts that are shown whole or not at all, in this order, behind the part of `parts` at `at`. */
  readonly more: {
    readonly at: number;
    readonly groups: readonly (() => readonly Part[])[];
    /** What a group is called. */
    readonly noun: string;
  };
}
