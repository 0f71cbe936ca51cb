import { attribute, isRoot } from './attributes.ts';
import { callMethod, callFunction } from './functions.ts';
import { lex, type Token } from './lex.ts';
import { arithmetic, both, contained, either, type Expression, index, negated, relation } from './operators.ts';
import { type Value, wrong } from './value.ts';

/** An expression, or undefined when it uses what is not known here. */
export function parse(source: string): Expression | undefined {
  const tokens = lex(source);
  if (tokens === undefined) return undefined;
  const parser = new Parser(tokens);
  const parsed = parser.conditional();
  return parser.done ? parsed : undefined;
}

/** Recursive descent over the grammar of cel-spec. */
class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private failed = false;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get done(): boolean {
    return !this.failed && this.at === this.tokens.length;
  }

  conditional(): Expression {
    const condition = this.binary(0);
    if (!this.take('?')) return condition;
    const yes = this.binary(0);
    this.expect(':');
    const no = this.conditional();
    return (stream) => {
      const holds = condition(stream);
      return holds === true ? yes(stream) : holds === false ? no(stream) : wrong;
    };
  }

  private binary(level: number): Expression {
    const signs = levels[level];
    if (signs === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const sign = signs.find((one) => this.take(one));
      if (sign === undefined) return left;
      left = combine(sign, left, this.binary(level + 1));
    }
  }

  private unary(): Expression {
    if (this.take('!')) return negated(this.unary());
    if (this.take('-')) return arithmetic('-', () => 0, this.unary());
    return this.member();
  }

  private member(): Expression {
    let value = this.primary();
    for (;;) {
      if (this.take('.')) {
        const name = this.name();
        value = this.take('(') ? this.known(callMethod(name, value, this.list(')'))) : index(value, () => name);
      } else if (this.take('[')) {
        const key = this.conditional();
        this.expect(']');
        value = index(value, key);
      } else return value;
    }
  }

  private primary(): Expression {
    const token = this.tokens[this.at++];
    if (token === undefined) return this.fail();
    if (token.kind === 'text' || token.kind === 'number') return constant(token.value);
    if (token.kind === 'name') return this.named(token.value);
    if (token.value === '(') {
      const inside = this.conditional();
      this.expect(')');
      return inside;
    }
    if (token.value !== '[') return this.fail();
    const items = this.list(']');
    return (stream) => items.map((item) => item(stream));
  }

  private named(name: string): Expression {
    if (name === 'true' || name === 'false') return constant(name === 'true');
    if (name === 'null') return constant(null);
    if (name === 'has' && this.take('(')) {
      const value = this.member();
      this.expect(')');
      return (stream) => value(stream) !== wrong;
    }
    if (this.take('(')) return this.known(callFunction(name, this.list(')')));
    if (!isRoot(name)) return this.fail();
    this.expect('.');
    const read = attribute(name, this.name());
    return read === undefined ? this.fail() : (stream) => read(stream) ?? wrong;
  }

  private list(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.take(end) && !this.failed) {
      items.push(this.conditional());
      if (!this.take(',')) {
        this.expect(end);
        break;
      }
    }
    return items;
  }

  private name(): string {
    const token = this.tokens[this.at++];
    if (token?.kind === 'name') return token.value;
    this.failed = true;
    return '';
  }

  private take(word: string): boolean {
    const token = this.tokens[this.at];
    if (token === undefined || token.kind === 'text' || token.value !== word) return false;
    this.at++;
    return true;
  }

  private expect(word: string): void {
    if (!this.take(word)) this.failed = true;
  }

  private known(expression: Expression | undefined): Expression {
    return expression ?? this.fail();
  }

  private fail(): Expression {
    this.failed = true;
    return () => wrong;
  }
}

const constant =
  (value: Value): Expression =>
  () =>
    value;

/** From the loosest to the tightest. */
const levels = [['||'], ['&&'], ['==', '!=', '<=', '>=', '<', '>', 'in'], ['+', '-'], ['*', '/', '%']] as const;

function combine(sign: (typeof levels)[number][number], left: Expression, right: Expression): Expression {
  if (sign === '||') return either(left, right);
  if (sign === '&&') return both(left, right);
  if (sign === 'in') return contained(left, right);
  if (sign === '+' || sign === '-' || sign === '*' || sign === '/' || sign === '%')
    return arithmetic(sign, left, right);
  return relation(sign, left, right);
}
