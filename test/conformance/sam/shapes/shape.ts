import type { Dict, Value } from '../../../../src/engines/sam/index.ts'

/** A kind of thing that templates hold, and values to try for each of its properties. */
export interface Shape {
  readonly name: string
  /** Properties that make it complete. */
  readonly base: Dict
  /** Values to try, good and bad ones. */
  readonly values: Readonly<Record<string, readonly Value[]>>
  /** A template that holds it with these properties. */
  readonly template: (properties: Dict) => Dict
}

/** Values that most properties do not expect. */
export const strangers: readonly Value[] = [
  null,
  true,
  7,
  1.5,
  'text',
  '',
  [],
  {},
  ['x'],
  [7],
  [{ a: 'b', c: 'd' }],
  { a: 'b', c: 'd' },
  { Ref: 'Text' },
  { Ref: 'Missing' },
  { Ref: 'Number' },
  { Ref: 'AWS::NoValue' },
  { 'Fn::If': ['Chosen', 'a', { Ref: 'AWS::NoValue' }] },
  { 'Fn::If': ['Chosen', { Ref: 'AWS::NoValue' }, 'b'] },
  { 'Fn::If': ['Chosen', 'a'] },
  { 'Fn::Sub': '${Text}-${AWS::Region}-${Other}' },
  { 'Fn::Sub': ['${Text}-${x}', { x: { Ref: 'Text' } }] },
  { 'Fn::GetAtt': ['Other', 'Arn'] },
  { 'Fn::FindInMap': ['Map', 'top', 'second'] },
]

/** A template with parameters, mappings and conditions that the values name. */
export function around(resources: Dict, more: Dict = {}): Dict {
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    Parameters: {
      Text: { Type: 'String', Default: 'said' },
      Number: { Type: 'Number', Default: 5 },
      List: { Type: 'CommaDelimitedList', Default: 'a,b' },
      Missing: { Type: 'String' },
    },
    Mappings: { Map: { top: { second: 'found', yes: true, type: 'AllAtOnce' } } },
    Conditions: { Chosen: { 'Fn::Equals': [{ Ref: 'Text' }, 'said'] } },
    Resources: {
      Other: { Type: 'AWS::S3::Bucket' },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true } },
      ...resources,
    },
    ...more,
  }
}
