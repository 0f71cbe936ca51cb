import { portContract } from './contract.ts';
import { createMemoryEngine } from './memory.ts';

portContract('the engine in memory', async (handler) => {
  const engine = createMemoryEngine(handler, { start: 0 });
  return {
    port: engine,
    async until(condition) {
      for (let step = 0; step < 1000 && !(await condition()); step++) await engine.advance(engine.now() + 10);
    },
    close: async () => undefined,
  };
});
