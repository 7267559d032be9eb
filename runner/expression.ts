/**
 * Capability expressions: `ECAP.PT && CAP.SAGAW[2]`, `HAW <= 46`, `PERFEVNTCAP[0].ES[1]`. They decide which
 * implementations a vector is for.
 */
import jsep from 'jsep';
import type { Expression } from 'jsep';
import { REGISTERS, claimDefinition } from '../reference/index.js';
import type { Capabilities, ClaimRegister } from '../reference/index.js';

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

function compile(expression: Expression): Compiled {
  const node = expression as jsep.CoreExpression;
  switch (node.type) {
    case 'Literal': {
      const { value } = node;
      if (typeof value !== 'number') throw new RangeError(`expected a number, found ${node.raw}`);
      return () => value;
    }
    case 'Identifier': {
      if (node.name !== 'HAW') throw new RangeError(`unknown name ${node.name}; fields are written CAP.x, ECAP.x or VER.x`);
      return (capabilities) => capabilities.haw;
    }
    case 'UnaryExpression': {
      if (node.operator !== '!') throw new RangeError(`unknown operator ${node.operator}`);
      const argument = compile(node.argument);
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

function compileBinary({ left, right, operator }: jsep.BinaryExpression): Compiled {
  const a = compile(left);
  const b = compile(right);
  if (operator === '&&') return (capabilities) => (a(capabilities) === 0 ? 0 : b(capabilities));
  if (operator === '||') return (capabilities) => a(capabilities) || b(capabilities);
  const apply = BINARY[operator];
  if (apply === undefined) throw new RangeError(`unknown operator ${operator}`);
  return (capabilities) => apply(a(capabilities), b(capabilities));
}

/** `CAP.ND`, or a bit of a field: `CAP.SAGAW[2]`. */
function compileMember({ object, property, computed }: jsep.MemberExpression): Compiled {
  if (computed) {
    const value = compile(object);
    const bit = compile(property);
    return (capabilities) => (value(capabilities) >>> bit(capabilities)) & 1;
  }
  const register = registerName(object as jsep.CoreExpression);
  const field = (property as jsep.Identifier).name;
  const isAlwaysThere = register === 'VER' || register === 'CAP' || register === 'ECAP';
  const definition = isAlwaysThere ? REGISTERS.find((candidate) => candidate.name === register) : claimDefinition(register);
  if (definition === undefined)
    throw new RangeError(
      `unknown register ${register}; fields are written CAP.x, ECAP.x, VER.x, or PERFCAP.x, PERFEVNTCAP[0].x and the like`,
    );
  if (!definition.fields.some((candidate) => candidate.name === field && candidate.kind === undefined)) {
    throw new RangeError(`${register} has no field ${field}; vtd spec registers ${definition.name} lists them`);
  }
  return (capabilities) => capabilities.get(register as ClaimRegister, field);
}

/** `CAP`, or an element of an array, `PERFEVNTCAP[0]`; two indices are written `PERFCNTREVCAP[1][0]`. */
function registerName(node: jsep.CoreExpression, inner = ''): string {
  if (node.type === 'Identifier') return inner === '' ? node.name : `${node.name}[${inner}]`;
  const index = node.type === 'MemberExpression' && node.computed ? (node.property as jsep.CoreExpression) : undefined;
  if (node.type !== 'MemberExpression' || index?.type !== 'Literal') throw new RangeError('a field is written REGISTER.FIELD');
  return registerName(node.object as jsep.CoreExpression, inner === '' ? index.raw : `${index.raw},${inner}`);
}
