// What is true of a handler, a means of reaching a disk image from the host: the commands it runs,
// the errors only it prints, how it is told apart. Facts only; what a cycle makes of them is elsewhere.

export interface Handler {
  readonly id: string;
  /** How a report names it. */
  readonly title: string;
  /** Device files it attaches images to; null when it needs none on the host. */
  readonly device: RegExp | null;
  readonly commands: readonly CommandShape[];
  /** Texts of attempts that failed, as Nova words them, of this handler and no other. */
  readonly errors: readonly RegExp[];
}

/** A command line, root helper stripped, and what it does. Nova joins the arguments with single
 *  blanks and quotes nothing, so a shape has to be anchored at both ends. */
export interface CommandShape {
  readonly pattern: RegExp;
  read(match: RegExpExecArray): CommandFacts;
}

/** What a command line does to an image, told from its words alone. */
export type CommandFacts =
  | { readonly step: 'attach'; readonly device: string | null; readonly image: string }
  | {
      readonly step: 'attach-and-mount';
      readonly image: string;
      readonly partition: string | null;
      readonly dir: string;
    }
  | { readonly step: 'map' | 'unmap' | 'flush' | 'detach' | 'probe'; readonly device: string }
  | { readonly step: 'mount'; readonly device: string; readonly dir: string }
  | { readonly step: 'mount-image'; readonly image: string; readonly dir: string }
  | { readonly step: 'unmount'; readonly device: string | null; readonly dir: string | null }
  | { readonly step: 'wait-unmounted'; readonly dir: string }
  | {
      readonly step: 'write';
      readonly operation: string;
      readonly paths: readonly string[];
      readonly append: boolean;
    }
  | {
      readonly step: 'create-image';
      readonly image: string;
      readonly format: string;
      readonly backed: boolean;
    }
  | { readonly step: 'other' };

/** First group that took part in the match, or the empty text. */
export function group(match: RegExpExecArray, index: number): string {
  return match[index] ?? '';
}
