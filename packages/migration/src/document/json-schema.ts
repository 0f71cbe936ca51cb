/** The published JSON Schema of a Migration document (docs/schemas/migration.json), for editors. */
import { z } from 'zod';
import { MigrationDocument } from './schema.ts';

/** What a user may write: fields with defaults are optional. */
export const migrationSchema = () => z.toJSONSchema(MigrationDocument, { io: 'input', target: 'draft-2020-12' });
