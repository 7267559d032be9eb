/**
 * Capability expressions: `ECAP.PT && CAP.SAGAW[2]`, `HAW <= 46`, `VER.MAX >= 2`. They decide which
 * implementations a vector is for.
 */
import jsep from 'jsep';
import type { Expression } from 'jsep';
import { Capabilities, REGISTERS } from '../reference/index.js';

/** Evaluates to a number; a condition holds if it is not 0. */
type Compiled = (capabilities: Capabilities) => number;

const cache = new Map<string, Compiled>();

/** Compiles an expression. Throws a RangeError that says what is wrong with it. */
export function compileExpression(text: string): (capabilities: Capabilities) => boolean {
  let compiled = cache.get(text);
  if (compiled === undefined) {
    let tree: Expression;
    try {
      tree = jsep(text);
    } catch (error) {
      throw new RangeError(`not an expression: ${(error as Error).message}`);
    }
    compiled = compile(tree);
    cache.set(text, compiled);
  }
  const evaluate = compiled;
  return (capabilities) => evaluate(capabilities) !== 0;
}

const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '&': (a, b) => a & b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
};

function compile(node: Expression): Compiled {
  switch (node.type) {
    case 'Literal': {
      const value = node['value'];
      if (typeof value !== 'number') throw new RangeError(`expected a number, found ${String(node['raw'])}`);
      return () => value;
    }
    case 'Identifier': {
      if (node['name'] !== 'HAW') throw new RangeError(`unknown name ${String(node['name'])}; fields are written CAP.x, ECAP.x or VER.x`);
      return (capabilities) => capabilities.haw;
    }
    case 'UnaryExpression': {
      if (node['operator'] !== '!') throw new RangeError(`unknown operator ${String(node['operator'])}`);
      const argument = compile(node['argument'] as Expression);
      return (capabilities) => Number(argument(capabilities) === 0);
    }
    case 'MemberExpression':
      return compileMember(node);
    case 'BinaryExpression':
      return compileBinary(node);
    default:
      throw new RangeError(`${node.type} is not part of capability expressions`);
  }
}

function compileBinary(node: Expression): Compiled {
  const left = compile(node['left'] as Expression);
  const right = compile(node['right'] as Expression);
  const operator = String(node['operator']);
  if (operator === '&&') return (capabilities) => (left(capabilities) === 0 ? 0 : right(capabilities));
  if (operator === '||') return (capabilities) => left(capabilities) || right(capabilities);
  const apply = BINARY[operator];
  if (apply === undefined) throw new RangeError(`unknown operator ${operator}`);
  return (capabilities) => apply(left(capabilities), right(capabilities));
}

/** `CAP.ND`, or a bit of a field: `CAP.SAGAW[2]`. */
function compileMember(node: Expression): Compiled {
  const object = node['object'] as Expression;
  const property = node['property'] as Expression;
  if (node['computed'] === true) {
    const value = compile(object);
    const bit = compile(property);
    return (capabilities) => (value(capabilities) >>> bit(capabilities)) & 1;
  }
  const register = String(object['name']);
  const field = String(property['name']);
  if (register !== 'VER' && register !== 'CAP' && register !== 'ECAP') throw new RangeError(`unknown register ${register}; fields are written CAP.x, ECAP.x or VER.x`);
  const known = REGISTERS.find((candidate) => candidate.name === register)?.fields.some((candidate) => candidate.name === field && candidate.kind !== 'reserved');
  if (known !== true) throw new RangeError(`${register} has no field ${field}; vtd spec registers ${register} lists them`);
  return (capabilities) => capabilities.get(register, field);
}
