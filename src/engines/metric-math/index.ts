/** Metric math: expressions over time series, as CloudWatch has them. Pure: from text and series to values. */
export { evaluate, idsOf, type ParsedExpression, parseExpression } from './expression.ts'
export type { MathScope } from './functions.ts'
export { MetricMathError, type Series, type Value } from './values.ts'
