/** Resource types that are a policy of other resources: queues' and topics' policies, of several or of one. */
import type { Json } from '../base/json.ts'
import { documentText, readDocumentText } from './resource-calls.ts'
import type { ResourceCalls, ResourceProperties, ResourceType } from './resource-type.ts'

/** How a service keeps a policy with a resource. */
export interface PolicyHolding {
  /** Puts a policy document in place of the one there is. */
  readonly put: (calls: ResourceCalls, holder: string, document: string) => Promise<unknown>
  /** Takes the policy away; a holder that is gone has none. */
  readonly take: (calls: ResourceCalls, holder: string) => Promise<unknown>
}

/** The type whose property `holders` lists what has the policy. Its physical id stands for nothing else. */
export function policyOfSeveral(holders: string, { put, take }: PolicyHolding): ResourceType {
  const listed = (properties: ResourceProperties) =>
    ((properties[holders] ?? []) as readonly Json[]).map(String)
  const putAll = async (calls: ResourceCalls, { PolicyDocument, ...rest }: ResourceProperties) => {
    const document = documentText(PolicyDocument)
    for (const holder of listed(rest)) await put(calls, holder, document)
  }
  return {
    async create(request) {
      await putAll(request, request.properties)
      const Id = request.name()
      return { physicalId: Id, attributes: { Id } }
    },

    async update(request) {
      await putAll(request, request.properties)
      const kept = new Set(listed(request.properties))
      for (const holder of listed(request.previous)) if (!kept.has(holder)) await take(request, holder)
      return { physicalId: request.physicalId, attributes: request.attributes }
    },

    async remove(request) {
      for (const holder of listed(request.properties)) await take(request, holder)
    },
  }
}

/** The type whose property `holder` names the one that has the policy; `read` finds its document, if it has one. */
export function policyOfOne(
  holder: string,
  { put, take }: PolicyHolding,
  read: (calls: ResourceCalls, holder: string) => Promise<string | undefined>,
): ResourceType {
  return {
    async create(request) {
      const physicalId = String(request.properties[holder])
      await put(request, physicalId, documentText(request.properties.PolicyDocument))
      return { physicalId, attributes: {} }
    },

    async update(request) {
      const { physicalId, properties } = request
      await put(request, physicalId, documentText(properties.PolicyDocument))
      return { physicalId, attributes: {} }
    },

    async remove(request) {
      await take(request, request.physicalId)
    },

    async read(query) {
      const physicalId = query.identifier
      const document = await read(query, physicalId)
      if (!document) return undefined
      const properties = { [holder]: physicalId, PolicyDocument: readDocumentText(document) }
      return { physicalId, attributes: {}, properties }
    },
  }
}
