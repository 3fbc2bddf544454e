import type {
  Comparison,
  Field,
  FieldCondition,
  FilterPattern,
  JsonCondition,
  Operand,
  Selector,
  SelectorStep,
  Term,
} from './types.ts'

/** Writes a pattern so that reading it again gives the same pattern. */
export function printFilterPattern(pattern: FilterPattern): string {
  switch (pattern.type) {
    case 'everything':
      return ''
    case 'regex':
      return `%${pattern.source}%`
    case 'terms':
      return pattern.terms.map(printTerm).join(' ')
    case 'json':
      return `{ ${printCondition(pattern.condition)} }`
    case 'fields':
      return `[${pattern.fields.map(printField).join(', ')}]`
  }
}

const signs: Readonly<Record<Term['kind'], string>> = { include: '', optional: '?', exclude: '-' }

function printTerm({ kind, text }: Term): string {
  return signs[kind] + (/^[A-Za-z0-9_]+$/.test(text) ? text : quote(text, '"'))
}

function quote(text: string, sign: '"' | "'"): string {
  return sign + text.replaceAll('\\', '\\\\').replaceAll(sign, `\\${sign}`) + sign
}

function printCondition(condition: JsonCondition, inside?: 'and' | 'or'): string {
  switch (condition.type) {
    case 'and':
    case 'or': {
      const word = condition.type === 'and' ? ' && ' : ' || '
      const text = condition.conditions.map((inner) => printCondition(inner, condition.type)).join(word)
      // Without parentheses a condition of the same kind inside this one would become part of it.
      return inside === undefined ? text : `(${text})`
    }
    case 'is':
      return `${printSelector(condition.selector)} IS ${condition.value}`
    case 'not-exists':
      return `${printSelector(condition.selector)} NOT EXISTS`
    case 'compare':
      return `${printSelector(condition.selector)} ${printComparison(condition)}`
  }
}

function printComparison({ operator, operand }: Comparison): string {
  return `${operator} ${printOperand(operand)}`
}

function printOperand(operand: Operand): string {
  switch (operand.type) {
    case 'word':
      return operand.text
    case 'quoted':
      return quote(operand.text, '"')
    case 'regex':
      return `%${operand.source}%`
  }
}

/** Writes a selector, as `$.users[0].name`. */
export function printSelector(selector: Selector): string {
  return `$${selector.map(printStep).join('')}`
}

function printStep(step: SelectorStep): string {
  switch (step.type) {
    case 'property':
      return /^[A-Za-z0-9_-]+$/.test(step.name) ? `.${step.name}` : `.[${quote(step.name, "'")}]`
    case 'element':
      return `[${step.index}]`
    case 'any-property':
      return '.*'
    case 'any-element':
      return '[*]'
  }
}

function printField(field: Field): string {
  if (field.type === 'ellipsis') return '...'
  const { name = '', condition } = field
  return condition ? printFieldCondition(name, condition) : name
}

function printFieldCondition(name: string, condition: FieldCondition): string {
  if (condition.type === 'compare') return `${name} ${printComparison(condition)}`
  const word = condition.type === 'and' ? ' && ' : ' || '
  return condition.conditions.map((inner) => printFieldCondition(name, inner)).join(word)
}
