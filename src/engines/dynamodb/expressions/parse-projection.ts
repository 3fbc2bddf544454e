import type { PathNode, ProjectionNode } from './ast.ts'
import { Findings, type Subject } from './findings.ts'
import { PathParser } from './parse-path.ts'
import type { TokenReader } from './tokens.ts'

/**
 * Reads a projection: paths separated by commas. Fails with a DynamoDbError.
 * Source: Developer Guide, "Using projection expressions in DynamoDB".
 */
export function readProjection(reader: TokenReader): ProjectionNode {
  const findings = new Findings<Subject>(['reserved word', 'index'])
  const parser = new PathParser(reader, findings, new Set())
  const paths: PathNode[] = []
  do paths.push(parser.path())
  while (reader.takeSign(','))
  reader.expectEnd()
  findings.check((message) => reader.failure(message))
  return paths
}
