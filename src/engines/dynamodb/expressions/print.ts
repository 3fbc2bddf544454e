import type {
  AssignedNode,
  ConditionNode,
  OperandNode,
  PathNode,
  ProjectionNode,
  UpdateActionNode,
  UpdateNode,
} from './ast.ts'

/** Writes a condition so that reading it gives the same again. */
export function printCondition(node: ConditionNode): string {
  switch (node.type) {
    case 'and':
      return node.conditions.map((part) => printPart(part, 'conditions' in part)).join(' AND ')
    case 'or':
      return node.conditions.map((part) => printPart(part, part.type === 'or')).join(' OR ')
    case 'not':
      return `NOT ${printPart(node.condition, 'conditions' in node.condition)}`
    case 'compare':
      return `${printOperand(node.left)} ${node.operator} ${printOperand(node.right)}`
    case 'between':
      return `${printOperand(node.operand)} BETWEEN ${printOperand(node.lower)} AND ${printOperand(node.upper)}`
    case 'in':
      return `${printOperand(node.operand)} IN (${node.choices.map(printOperand).join(', ')})`
    case 'function':
      return printOperand(node)
  }
}

function printPart(node: ConditionNode, inParentheses: boolean): string {
  return inParentheses ? `(${printCondition(node)})` : printCondition(node)
}

export function printUpdate(node: UpdateNode): string {
  const sections = new Map<UpdateActionNode['type'], string[]>()
  for (const action of node) {
    const actions = sections.get(action.type) ?? []
    sections.set(action.type, [...actions, printAction(action)])
  }
  return [...sections].map(([type, actions]) => `${type} ${actions.join(', ')}`).join(' ')
}

function printAction(action: UpdateActionNode): string {
  const path = printPath(action.path)
  if (action.type === 'REMOVE') return path
  return action.type === 'SET' ? `${path} = ${printAssigned(action.value)}` : `${path} ${action.value}`
}

function printAssigned(node: AssignedNode): string {
  if (node.type !== 'arithmetic') return printOperand(node)
  return `${printOperand(node.left)} ${node.operator} ${printOperand(node.right)}`
}

export function printProjection(node: ProjectionNode): string {
  return node.map(printPath).join(', ')
}

function printOperand(node: OperandNode): string {
  if (node.type === 'path') return printPath(node.path)
  if (node.type === 'value') return node.name
  return `${node.name}(${node.operands.map(printOperand).join(', ')})`
}

function printPath(path: PathNode): string {
  return path
    .map((step, index) => {
      if (step.type === 'index') return `[${step.index}]`
      const name = step.type === 'alias' ? step.alias : step.name
      return index === 0 ? name : `.${name}`
    })
    .join('')
}
