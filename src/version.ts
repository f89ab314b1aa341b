// The tool's own version; a test holds it to package.json.

export const VERSION = '0.1.0';

/** What wrote a report. */
export const TOOL = { name: 'inject-trace', version: VERSION } as const;
