/** Edges as users run them: programs that know of their migrations from the beginning, because each further one is a reload. */
import { type Estate, estateEdge, estateMigration } from '@banyan/engine/testing/estate.ts';
import type { TestPlan } from '@banyan/engine/testing/plan.ts';
import type { Plan } from '@banyan/migration/plan/plan.ts';
import { ownEdges } from '@banyan/traffic/testing/own-edges.ts';

export interface OwnPrograms {
  /** Plans of the migrations that go through them, by number. */
  readonly plans: ReadonlyMap<number, Plan>;
  end(): Promise<void>;
}

/** Migrations of each program; the others go through Banyan's own edge. */
const each = 30;

export async function ownPrograms(
  estate: Estate,
  planOf: (number: number, through: NonNullable<TestPlan['through']>) => Plan,
  say: (line: string) => void,
): Promise<OwnPrograms> {
  const plans = new Map<number, Plan>();
  const running: { end(): Promise<void> }[] = [];
  for (const [at, { name, missing, make }] of ownEdges.entries()) {
    if (missing !== undefined) {
      say(`without ${name}: ${missing}`);
      continue;
    }
    const program = await make();
    running.push(program);
    const numbers = Array.from({ length: each }, (_, turn) => turn * (ownEdges.length + 1) + at + 1);
    const install = async (number: number) => {
      const plan = planOf(number, { name, settings: program.settings });
      plans.set(number, plan);
      return estateEdge(estate, plan).install(estateMigration(estate, plan), new AbortController().signal);
    };
    for (const number of numbers) await install(number);
    await program.start();
    for (const number of numbers) {
      const installed = await install(number);
      if (!installed.ok) throw new Error(JSON.stringify(installed.error));
    }
    say(`with ${name}: migrations ${numbers.slice(0, 3).join(', ')} ... ${numbers.at(-1)}`);
  }
  return { plans, end: async () => void (await Promise.all(running.map((program) => program.end()))) };
}
