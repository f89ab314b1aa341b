// journalctl's export: `FIELD=value` lines, a blank line behind each entry. A value that is not printable
// text stands below its name: eight bytes of length, low byte first, then the value, line breaks and all.

import type { Line } from '../model.ts';
import { addField, type Block, closeBlock, MAX_VALUE, newBlock } from './block.ts';

const FIELD = /^([A-Z_][A-Z0-9_]*)=(.*)$/s;
const NAME = /^[A-Z_][A-Z0-9_]*$/;
const LENGTH_BYTES = 8;
/** Bytes of the length above this are no characters of their own. */
const ASCII = 127;

/** How long a value is said to be. */
interface Length {
  /** Of the value, in bytes; of the length itself. */
  readonly least: number;
  readonly own: number;
  /** False where bytes of it were no characters of their own. */
  readonly isExact: boolean;
}

interface Binary {
  readonly name: string;
  /** Length and value so far, line breaks put back, as much as is kept. */
  text: string;
  /** All of it, in bytes. */
  bytes: number;
  /** Once it is read. */
  length: Length | null;
  line: Line | null;
}

export const journalExport = {
  id: 'journal-export',
  mark: /__CURSOR=s=/,
  first: /__CURSOR=s=/,
  samples: [
    '__CURSOR=s=9d2f;i=3;b=1f86\n__REALTIME_TIMESTAMP=1687240859124011\n_HOSTNAME=cn7\n_PID=4711\nSYSLOG_IDENTIFIER=nova-compute\nMESSAGE=2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [-] Creating image(s)\n',
    '__CURSOR=s=9d2f;i=4;b=1f86\n__REALTIME_TIMESTAMP=1687240859124011\n_HOSTNAME=cn7\n_PID=4711\nSYSLOG_IDENTIFIER=nova-compute\nMESSAGE\n\x15\0\0\0\0\0\0\0INFO nova.x [-] a\nb=c\n',
  ],
  newReader() {
    let block: Block | null = null;
    let binary: Binary | null = null;
    return {
      take(line: Line) {
        if (binary !== null && block !== null) {
          if (!isWhole(binary, line.text)) {
            binary.bytes += Buffer.byteLength(line.text) + 1;
            if (binary.text.length < MAX_VALUE) binary.text += `${line.text}\n`;
            binary.length ??= lengthIn(binary.text);
            if (binary.text.length > LENGTH_BYTES) binary.line ??= line;
            block.last = line;
            return null;
          }
          addBinary(block, binary);
          binary = null;
        }
        if (line.text === '') {
          const ended = block;
          block = null;
          if (ended === null) return null;
          ended.last = line;
          return closeBlock(ended);
        }
        block ??= newBlock(line);
        block.last = line;
        const [, field, value = ''] = FIELD.exec(line.text) ?? [];
        if (field !== undefined) addField(block, field, value, line);
        else if (NAME.test(line.text))
          binary = { name: line.text, text: '', bytes: 0, length: null, line: null };
        return null;
      },
      end() {
        if (block !== null && binary !== null) addBinary(block, binary);
        return block === null ? null : closeBlock(block);
      },
    };
  },
};

function addBinary(block: Block, { name, text, line }: Binary): void {
  addField(block, name, text.slice(LENGTH_BYTES, -1), line ?? block.last);
  if (name === 'MESSAGE') block.binary = true;
}

/** Null while it is not there as a whole. */
function lengthIn(text: string): Length | null {
  if (text.length < LENGTH_BYTES) return null;
  let least = 0;
  let isExact = true;
  for (let index = LENGTH_BYTES - 1; index >= 0; index -= 1) {
    const byte = text.charCodeAt(index);
    isExact &&= byte <= ASCII;
    least = least * 256 + Math.min(byte, ASCII + 1);
  }
  return { least, isExact, own: Buffer.byteLength(text.slice(0, LENGTH_BYTES)) };
}

/** Whether a value is complete before the next line. Where its length was not ASCII, and so is not
 *  known exactly, the next line must look like what follows a value. */
function isWhole({ length, bytes }: Binary, next: string): boolean {
  // A line break ends it.
  if (length === null || bytes - 1 - length.own < length.least) return false;
  return length.isExact || next === '' || NAME.test(next) || FIELD.test(next);
}
