/**
 * The end of `make test`: every skipped test with its reason, modules that could not be run, and the closing line
 * `N passed, N failed, N skipped`. A skip without a reason counts as a failure: it would be silent otherwise.
 */
import type { Reporter, TestModule } from 'vitest/node';

interface Tally {
  passed: number;
  failed: number;
  readonly skipped: string[];
  readonly unexplained: string[];
}

/** Counts every test of the modules. */
export function tally(modules: readonly Pick<TestModule, 'children' | 'errors' | 'relativeModuleId'>[]): Tally {
  const counts: Tally = { passed: 0, failed: 0, skipped: [], unexplained: [] };
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const test of module.children.allTests()) {
      const result = test.result();
      const name = `${module.relativeModuleId}: ${test.fullName}`;
      if (result.state === 'passed') counts.passed += 1;
      else if (result.state === 'failed') counts.failed += 1;
      else if (result.state === 'skipped' && result.note) counts.skipped.push(`${name} (${result.note})`);
      else counts.unexplained.push(name);
    }
  }
  return counts;
}

/** Vitest loads a reporter by its default export; see vitest.dev/guide/reporters. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = tally(modules);
    const failed = counts.failed + counts.unexplained.length + unhandled.length;
    for (const line of counts.skipped) process.stdout.write(`skipped: ${line}\n`);
    for (const line of counts.unexplained) process.stdout.write(`failed: skipped without a reason: ${line}\n`);
    if (unhandled.length > 0) process.stdout.write(`failed: ${unhandled.length} errors outside of any test\n`);
    process.stdout.write(`${counts.passed} passed, ${failed} failed, ${counts.skipped.length} skipped\n`);
    if (failed > 0 || counts.passed === 0) process.exitCode = 1;
  }
}
