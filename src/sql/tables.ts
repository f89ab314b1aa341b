// The tables there are, by name.

import { cycleTables } from './cycle-tables.ts';
import { hostTables } from './host-tables.ts';
import type { Tables } from './rows.ts';

export const tables: Tables = { ...cycleTables, ...hostTables };
