/** The transform AWS::Serverless-2016-10-31: templates of SAM in, templates of CloudFormation out. */
export { transform } from './transform.ts'
export type { Dict, TransformOptions, TransformResult, Value } from './types.ts'
