/** The Migration document, its plan and its steps: codes MIG001 and up. */
import { migrationDocument } from './migration-document.ts';
import { migrationSteps } from './migration-steps.ts';
import { migrationTraffic } from './migration-traffic.ts';
import { migrationWaiting } from './migration-waiting.ts';

export const migration = { ...migrationDocument, ...migrationSteps, ...migrationTraffic, ...migrationWaiting } as const;
