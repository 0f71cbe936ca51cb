import { expect, test } from 'vitest';
import { describe, finding } from '../finding/finding.ts';

const fix = (part: string): string => describe(finding('ENV021', { part, route: 'orders' }), 'en').fix;

test('a closed route is told the nearest way for its plugin, in front of the general one', () => {
  expect(fix('ldap-auth')).toMatch(/^ask the directory .*ext_authz; or replace the protection/);
  expect(fix('a-plugin-of-ones-own')).toMatch(/^replace the protection/);
});
