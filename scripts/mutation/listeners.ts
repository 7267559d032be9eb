/** What Stryker leaves alone: code that only tells listeners what the model does. Vectors judge what it does, `test/walk-events.test.ts` what it tells. */
import { PluginKind, declareValuePlugin } from '@stryker-mutator/api/plugin';
import type { NodePath } from '@stryker-mutator/api/ignore';

const REASON = 'tells listeners, changes nothing';

interface Shape {
  readonly type: string;
  readonly test?: Shape;
  readonly left?: Shape;
  readonly right?: Shape;
  readonly consequent?: Shape;
  readonly callee?: Shape;
  readonly property?: { readonly name?: string };
  readonly object?: Shape;
  readonly expression?: Shape;
  readonly name?: string;
  readonly id?: { readonly name?: string };
  readonly key?: { readonly name?: string };
  readonly operator?: string;
  readonly leadingComments?: readonly { readonly value: string }[] | null;
}

const nameOf = (node: Shape | undefined): string => node?.property?.name ?? node?.name ?? '';
const isTold = (name: string): boolean => /^(tell|told)([A-Z]|$)/.test(name);

/** `t.listener !== undefined`, alone or among other conditions. */
function asksForListener(node: Shape | undefined): boolean {
  if (node?.type === 'LogicalExpression') return asksForListener(node.left) || asksForListener(node.right);
  return node?.type === 'BinaryExpression' && node.operator === '!==' && nameOf(node.left) === 'listener';
}

/** A function whose comment says so. */
function isForListeners({ leadingComments }: Shape): boolean {
  return (leadingComments ?? []).some(({ value }) => value.includes('For listeners'));
}

/** A statement that calls `tell…`, or the listener itself. */
function isTelling(node: Shape | undefined): boolean {
  if (node?.type !== 'ExpressionStatement') return false;
  const { expression } = node;
  if (expression?.type !== 'CallExpression' && expression?.type !== 'OptionalCallExpression') return false;
  const name = nameOf(expression.callee);
  return isTold(name) || name === 'listener';
}

export const NodeShapes = declareValuePlugin(PluginKind.Ignore, 'listeners', {
  shouldIgnore(path: NodePath): string | undefined {
    // The package does not say what it passes: a path of Babel's, with the node.
    const shape = (path as { node: Shape }).node;
    switch (shape.type) {
      case 'IfStatement':
        return asksForListener(shape.test) || isTelling(shape.consequent) ? REASON : undefined;
      case 'ExpressionStatement':
        return isTelling(shape) ? REASON : undefined;
      case 'FunctionDeclaration':
        return isTold(shape.id?.name ?? '') || isForListeners(shape) ? REASON : undefined;
      case 'ClassMethod':
      case 'ClassPrivateMethod':
        return isTold(shape.key?.name ?? '') ? REASON : undefined;
      default:
        return undefined;
    }
  },
});
