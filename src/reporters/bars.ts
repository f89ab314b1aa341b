// In: spans of time as shares of a line, from 0 to 1. Out: the line as characters: blocks in eighths where
// the terminal has them, else ASCII.

export interface Bar {
  readonly from: number;
  readonly to: number;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_LEVELS = [' ', '.', ':', '+', '#'];

/** One span in its place; a moment is a tick. */
export function span({ from, to }: Bar, width: number, blocks: boolean): string {
  const start = Math.min(Math.floor(from * width), width - 1);
  const eighths = Math.round((Math.min(to, 1) * width - start) * 8);
  const whole = Math.min(Math.floor(eighths / 8), width - start);
  const part = start + whole < width ? eighths % 8 : 0;
  const isTick = to <= from || eighths < 1;
  const drawn = blocks
    ? isTick
      ? '▏'
      : '█'.repeat(whole) + EIGHTHS[part]
    : isTick
      ? '|'
      : '#'.repeat(Math.max(1, Math.round(eighths / 8)));
  return (' '.repeat(start) + drawn).slice(0, width);
}

/** How much of each character's time lies in one of the bars. */
export function occupancy(bars: readonly Bar[], width: number, blocks: boolean): string {
  const levels = blocks ? LEVELS : ASCII_LEVELS;
  const most = levels.length - 1;
  const cells = Array.from({ length: width }, (_, cell) => {
    const shares = bars.map(({ from, to }) => {
      const begin = Math.max(from * width, cell);
      const end = Math.min(to * width, cell + 1);
      // A moment is seen, too.
      const isHere = Math.min(Math.floor(from * width), width - 1) === cell;
      return Math.max(end - begin, isHere ? Number.MIN_VALUE : 0);
    });
    const share = Math.min(
      shares.reduce((sum, one) => sum + one, 0),
      1,
    );
    return levels[Math.ceil(share * most)] ?? ' ';
  });
  return cells.join('');
}
