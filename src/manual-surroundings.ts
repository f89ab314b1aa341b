// What the manual says of variables and files. In: the options there are. Out: entries with the macros of man(7).

import type { Option, Options } from './options.ts';
import { PROJECT_FILE, USER_FILE, variableOf } from './settings/index.ts';
import { bold, entry, escaped, tagged } from './troff.ts';

const COUNTING =
  'What is not given on the command line is as a variable sets it, else the file of the project, else that of the user. A variable that is empty sets nothing.';

const OTHER_VARIABLES = [
  ['XDG_CONFIG_HOME', 'where your settings are, instead of ~/.config'],
  [
    'PAGER',
    'what pages a long text on a terminal; less where it is not set, nothing where it is empty',
  ],
  ['LESS', 'options of less; FRX where it is not set'],
  ['NO_COLOR', 'when it is not empty, as --no-color'],
  ['TERM', 'when it is dumb: no colours, no progress, no pager, plain characters'],
  ['LC_ALL, LC_CTYPE, LANG', 'whether the terminal shows UTF-8'],
  ['NODE_COMPILE_CACHE', 'with Node 22, a directory for compiled code; later runs start sooner'],
] as const;

/** How variables set options, of each kind. */
const VARIABLES: readonly (readonly [is: (option: Option) => boolean, how: string])[] = [
  [({ type }) => type === 'boolean', 'as the option of that name: 1 or true, 0 or false'],
  [({ isList }) => isList === true, 'as the option, several parted by commas; \\, is a comma'],
  [({ type, isList }) => type !== 'boolean' && !isList, 'as the option'],
];

const OTHER_FILES = [
  ['/var/log/nova/nova-compute.log', 'where most hosts keep the log'],
  ['/etc/nova/nova.conf', 'where most hosts keep what --nova-conf takes'],
] as const;

export function environment(options: Options): readonly string[] {
  const ofOptions = VARIABLES.map(([is, how]) => {
    const names = namesOf(options, is).map(variableOf);
    return tagged(names.map((name) => UNBROKEN + bold(name)).join(', '), escaped(how));
  });
  return [
    escaped(COUNTING),
    ...ofOptions,
    ...OTHER_VARIABLES.map(([name, what]) => entry(name, what)),
  ];
}

export function files(options: Options): readonly string[] {
  const all = [...settingsFiles(options), ...OTHER_FILES];
  return [escaped(ONLY), ...all.map(([path, what]) => entry(path, what))];
}

const ONLY =
  'Only the files of settings are read, and what they, the variables and the command line name.';

/** For a word that is not to be hyphenated. */
const UNBROKEN = '\\%';

const namesOf = (options: Options, is: (option: Option) => boolean) =>
  Object.entries(options)
    .filter(([, option]) => is(option))
    .map(([name]) => name);

function settingsFiles(options: Options): readonly (readonly [path: string, what: string])[] {
  const never = namesOf(options, ({ byProject }) => byProject === 'never');
  const onlyTrue = namesOf(options, ({ byProject }) => byProject === 'only-true');
  return [
    [
      `~/.config/${USER_FILE}`,
      'your settings: a JSON object of options by their long names. An option that takes nothing is true or false, one that is repeatable a text or a list. Comments are allowed. A path is meant from where the file lies. What a command does not take is not for it',
    ],
    [
      PROJECT_FILE,
      `those of a project, from the working directory or the nearest above it, below the home directory, unless it is another user's. It may not set ${[...never, ...onlyTrue.map((name) => `${name} to false`)].join(', ')}, and names only files below its own directory`,
    ],
  ];
}
