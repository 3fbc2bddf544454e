import type { ServiceDefinition } from '../../dispatch/index.ts'
import { operations } from './operations-table.ts'

/** API Gateway: REST APIs. */
export const service: ServiceDefinition = {
  prefix: 'apigateway',
  model: 'api-gateway',
  operations,
}
