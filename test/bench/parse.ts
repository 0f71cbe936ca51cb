/** Parses a file and ends: what a conversion is measured against. */
import { readFileSync } from 'node:fs';
import { readDocuments } from '@banyan/core/document/read.ts';

const [file = ''] = process.argv.slice(2);
const read = readDocuments(readFileSync(file), file);
if (!read.ok) throw new Error(`${file} cannot be read`);
