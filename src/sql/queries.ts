// The ready queries. In: the files of queries/. Out: the id, what each answers, its columns and its SQL.

import { texts } from './compiled.ts';

export interface ReadyQuery {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly { readonly name: string; readonly about: string }[];
  readonly sql: string;
}

export const queries: readonly ReadyQuery[] = Object.entries(texts).map(([id, sql]) => {
  const [title = '', ...columns] = [...sql.matchAll(/^-- (.*)$/gm)].map(([, line = '']) => line);
  return { id, title, columns: columns.map(columnIn), sql };
});

function columnIn(line: string) {
  const [name = '', ...about] = line.split(': ');
  return { name, about: about.join(': ') };
}
