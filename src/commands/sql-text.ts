// In: the answer to a query, or nothing. Out: its text in each format, or that of what can be asked.

import type { ReporterOptions } from '../model.ts';
import { type Cell as CsvCell, written } from '../reporters/csv.ts';
import { json } from '../reporters/json.ts';
import { jsonLine } from '../reporters/json-line.ts';
import { count, openPage, type Page, paragraph } from '../reporters/page.ts';
import { plain } from '../reporters/plain.ts';
import { draw, gap, grid } from '../reporters/table.ts';
import { columns } from '../reporters/wrap.ts';
import type { Cell, Result } from '../sql/engine.ts';
import { queries } from '../sql/queries.ts';
import type { Table } from '../sql/table.ts';
import { tables } from '../sql/tables.ts';

type Row = readonly Cell[];

const printers: Readonly<
  Record<string, (result: Result, options: ReporterOptions) => AsyncIterable<string>>
> = { terminal: table, json: document, ndjson: lines, csv: spreadsheet };

export function printed(
  result: Result,
  format: string,
  options: ReporterOptions,
): AsyncIterable<string> {
  const print = printers[format];
  if (print === undefined) throw new Error(`no format ${format}`);
  return print(result, options);
}

/** A line for each row, or one for each cell where that would not fit. */
async function* table(result: Result, options: ReporterOptions): AsyncGenerator<string> {
  const page = openPage(null, options);
  const names = result.columns.map(({ name }) => plain(name));
  const rows = (await gathered(result)).map((row) => row.map(shown));
  const widths = names.map((name, at) =>
    rows.reduce((most, row) => Math.max(most, columns(row[at] ?? '')), columns(name)),
  );
  const isWide = widths.reduce((sum, width) => sum + width + gap, -gap) > page.width;
  if (isWide && rows.length > 0) yield* expanded(page, names, rows);
  else yield* aligned(page, result, [names, ...rows], widths);
  yield paragraph(page, [{ text: `(${count(rows.length, 'row')})`, tone: 'dim' }]);
}

function* aligned(
  page: Page,
  { columns: of }: Result,
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): Generator<string> {
  const placed = (cell: string, at: number) =>
    NUMBERS.test(of[at]?.type ?? '')
      ? `${' '.repeat(Math.max((widths[at] ?? 0) - columns(cell), 0))}${cell}`
      : cell;
  for (const [at, line] of draw(
    rows.map((row) => row.map(placed)),
    widths,
  ).entries())
    yield `${at === 0 ? page.paint.dim(line.trimEnd()) : line.trimEnd()}\n`;
}

const NUMBERS = /INT|^(?:DOUBLE|FLOAT|DECIMAL)/;

function* expanded(
  page: Page,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): Generator<string> {
  const width = Math.max(...names.map(columns)) + gap;
  for (const [at, row] of rows.entries()) {
    yield `${page.paint.dim(`row ${at + 1}`)}\n`;
    for (const [nth, name] of names.entries()) {
      const label = `  ${name}${' '.repeat(width - columns(name))}`;
      yield paragraph(page, [row[nth] ?? ''], label, ' '.repeat(columns(label)));
    }
  }
}

/** A cell without anything in it would be taken for none. */
const shown = (cell: Cell): string => (cell === '' ? "''" : plain(cellText(cell) ?? 'NULL'));

const cellText = (cell: Cell): string | null => {
  if (cell === null || typeof cell === 'string') return cell;
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
};

async function* document(result: Result): AsyncGenerator<string> {
  const rows = await gathered(result);
  yield* json({ columns: result.columns, rows: rows.map((row) => named(result, row)) });
}

async function* lines(result: Result): AsyncGenerator<string> {
  for await (const rows of result.rows)
    yield rows.map((row) => `${jsonLine(named(result, row))}\n`).join('');
}

async function* spreadsheet({ columns: of, rows }: Result): AsyncGenerator<string> {
  yield written([of.map(({ name }) => name)]);
  for await (const some of rows) yield written(some.map((row) => row.map(csvCell)));
}

const csvCell = (cell: Cell): CsvCell =>
  cell !== null && typeof cell === 'object' ? JSON.stringify(cell) : cell;

const named = ({ columns: of }: Result, row: Row) =>
  Object.fromEntries(of.map(({ name }, at) => [name, row[at] ?? null]));

async function gathered({ rows }: Result): Promise<readonly Row[]> {
  const all: Row[] = [];
  for await (const some of rows) for (const row of some) all.push(row);
  return all;
}

/** What can be asked, and of what. */
export function listing(format: string, options: ReporterOptions): Iterable<string> {
  const described = Object.entries<Pick<Table<never>, 'about' | 'columns'>>(tables).map(
    ([name, { about, columns: of }]) => ({
      name,
      about,
      columns: Object.entries(of).map(([column, { type, about: holds }]) => ({
        name: column,
        type,
        about: holds,
      })),
    }),
  );
  if (format === 'terminal') return listed(openPage(null, options), described);
  return json({ queries, tables: described });
}

interface Described {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly about: string;
  }[];
}

function* listed(page: Page, described: readonly Described[]): Generator<string> {
  yield paragraph(page, [{ text: 'Ready queries', tone: 'strong' }]);
  for (const { id, title, columns: of } of queries) {
    yield paragraph(page, [`${id}: ${title}`], '  ', '      ');
    for (const { name, about } of of)
      yield paragraph(page, [{ text: `${name}: ${about}`, tone: 'dim' }], '      ', '        ');
  }
  for (const { name, about, columns: of } of described) {
    yield '\n';
    yield paragraph(page, [{ text: `Table ${name}`, tone: 'strong' }, `: ${about}`]);
    yield* grid(page, of, [
      { title: 'column', cell: (one) => one.name },
      { title: 'type', cell: (one) => one.type },
      { title: 'holds', cell: (one) => one.about },
    ]);
  }
}
