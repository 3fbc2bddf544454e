import { apiTypes } from './apis/index.ts'
import { serverlessApplication } from './resources/application.ts'
import { serverlessCapacityProvider } from './resources/capacity-provider.ts'
import { serverlessFunction } from './resources/function/index.ts'
import { serverlessLayerVersion } from './resources/layer-version.ts'
import { serverlessMicrovmImage } from './resources/microvm-image.ts'
import { serverlessNetworkConnector } from './resources/network-connector.ts'
import { serverlessSimpleTable } from './resources/simple-table.ts'
import { serverlessStateMachine } from './resources/state-machine/index.ts'
import { serverlessWebFunction } from './resources/web-function/index.ts'
import type { SamType } from './sam-types.ts'

/** All types of SAM resources by name. */
export const samTypes: ReadonlyMap<string, SamType> = new Map(
  [
    serverlessApplication,
    serverlessCapacityProvider,
    serverlessFunction,
    serverlessLayerVersion,
    serverlessMicrovmImage,
    serverlessNetworkConnector,
    serverlessSimpleTable,
    serverlessStateMachine,
    serverlessWebFunction,
    ...apiTypes,
  ].map((type) => [type.type, type]),
)

/** Groups in which resources are translated. All that is not named comes between APIs and connectors. */
const order: Readonly<Record<string, number>> = {
  'AWS::Serverless::Function': 0,
  'AWS::Serverless::WebFunction': 1,
  'AWS::Serverless::StateMachine': 2,
  'AWS::Serverless::Api': 3,
  'AWS::Serverless::HttpApi': 3,
  'AWS::Serverless::WebSocketApi': 3,
  'AWS::Serverless::Connector': 5,
}

/** When resources of a type are translated, or nothing for types that SAM leaves alone. */
export function translationOrder(type: string): number | undefined {
  return samTypes.has(type) ? (order[type] ?? 4) : undefined
}
