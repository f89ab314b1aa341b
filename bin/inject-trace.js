#!/usr/bin/env node
import { main } from '../dist/cli/cli.cjs';

process.exitCode = await main(process.argv.slice(2));
