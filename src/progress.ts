// How far the reading is, as one line of a terminal that is written over itself. In: bytes as they are read
// from disk. Out: the line, from one second on, and at the end nothing of it.

/** Where the line is drawn. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly columns: number;
  /** Milliseconds since whenever. */
  readonly now: () => number;
}

export interface Progress {
  /** @param sizes in bytes of what is to be read, null for what does not tell */
  begin(sizes: readonly (number | null)[]): void;
  read(bytes: number): void;
  /** So many of the inputs are read, each to its end or as far as was wanted. */
  done(inputs: number): void;
  /** Prints something else on the terminal. */
  beside(print: () => void): void;
  end(): void;
}

/** Shorter reading shows nothing. */
const PATIENCE = 1000;
const BETWEEN = 100;
const ERASE = '\r\x1b[K';

/** @param screen null where nothing is to be shown */
export function newProgress(screen: Screen | null): Progress {
  let sizes: readonly (number | null)[] = [];
  let began: number | null = null;
  let drawn = 0;
  let isShown = false;
  let bytes = 0;

  const draw = () => {
    if (screen === null || began === null) return;
    drawn = screen.now();
    isShown = true;
    const text = lineOf(bytes, totalOf(sizes), drawn - began);
    screen.write(`${ERASE}${text.slice(0, Math.max(0, screen.columns - 1))}`);
  };
  const erase = () => {
    if (isShown) screen?.write(ERASE);
    isShown = false;
  };
  return {
    begin(all) {
      sizes = all;
      bytes = 0;
      began = screen?.now() ?? null;
    },
    read(more) {
      bytes += more;
      if (screen === null || began === null) return;
      const now = screen.now();
      if (now - began >= PATIENCE && now - drawn >= BETWEEN) draw();
    },
    done(inputs) {
      const known = totalOf(sizes.slice(0, inputs));
      // What was left out of a file counts as read.
      if (known !== null) bytes = Math.max(bytes, known);
    },
    beside(print) {
      const wasShown = isShown;
      erase();
      print();
      if (wasShown) draw();
    },
    end() {
      erase();
      began = null;
    },
  };
}

function totalOf(sizes: readonly (number | null)[]): number | null {
  let total = 0;
  for (const size of sizes) {
    if (size === null) return null;
    total += size;
  }
  return total;
}

/** `reading 123 MB of 200 MB, 61%, 98 MB/s, 1s left` */
function lineOf(bytes: number, total: number | null, ms: number): string {
  const rate = (1000 * bytes) / ms;
  const speed = `${showBytes(rate)}/s`;
  if (total === null) return `reading ${showBytes(bytes)}, ${speed}`;
  const left = Math.max(0, total - bytes);
  const share = total === 0 ? 100 : Math.min(100, Math.floor((100 * bytes) / total));
  const eta = rate === 0 ? '' : `, ${showSeconds(left / rate)} left`;
  return `reading ${showBytes(Math.min(bytes, total))} of ${showBytes(total)}, ${share}%, ${speed}${eta}`;
}

const showBytes = (bytes: number) =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

function showSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m ${whole % 60}s`;
}
