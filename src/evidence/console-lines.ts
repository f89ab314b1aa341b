// In: a line of a guest's serial console. Out: the line without colours, the kernel's or the journal's stamp
// and a login prompt that stands before it.

const ESCAPES = /\u001b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[c78=>])/g;
const STAMP = /^\[ *\d+\.\d+\] (?:(?:cloud-init(?:-local)?|python3?|sh)\[\d+\]: )?/;
export const LOGIN = /^([A-Za-z0-9][\w.-]*) login: ?/;

export interface ConsoleLine {
  readonly text: string;
  /** The name in a login prompt. */
  readonly login: string | null;
}

export function consoleLine(raw: string): ConsoleLine {
  const clean = raw.replace(ESCAPES, '').replaceAll('\r', '').trimEnd();
  const login = LOGIN.exec(`${clean} `);
  const text = (
    login === null ? clean : clean.slice(login[0].trimEnd().length).trimStart()
  ).replace(STAMP, '');
  return { text, login: login?.[1] ?? null };
}
