/** The kinds of SDKs that AWS makes of an API. Making one is not here. Source: API Reference, GetSdkTypes. */
import type * as Api from '@aws-sdk/client-api-gateway'
import { notFound } from './errors.ts'

const required = (name: string, friendlyName: string, description: string): Api.SdkConfigurationProperty => ({
  name,
  friendlyName,
  description,
  required: true,
})

const types: readonly Api.SdkType[] = [
  {
    id: 'java',
    friendlyName: 'Java',
    configurationProperties: [
      required('service.name', 'Service Name', 'The name of the client interface'),
      required('java.package-name', 'Java Package Name', 'The package of the generated code'),
      required('java.build-system', 'Java Build System', 'The build system of the generated project'),
      required('java.group-id', 'Java Group Id', 'The group id of the generated project'),
      required('java.artifact-id', 'Java Artifact Id', 'The artifact id of the generated project'),
      required('java.artifact-version', 'Java Artifact Version', 'The version of the generated project'),
    ],
  },
  { id: 'javascript', friendlyName: 'JavaScript', configurationProperties: [] },
  {
    id: 'android',
    friendlyName: 'Android',
    configurationProperties: [
      required('groupId', 'Group ID', 'The group id of the generated project'),
      required('artifactId', 'Artifact ID', 'The artifact id of the generated project'),
      required('artifactVersion', 'Artifact Version', 'The version of the generated project'),
      required('invokerPackage', 'Invoker Package', 'The package of the generated code'),
    ],
  },
  {
    id: 'objectivec',
    friendlyName: 'iOS (Objective-C)',
    configurationProperties: [required('classPrefix', 'Prefix', 'The prefix of the generated classes')],
  },
  {
    id: 'swift',
    friendlyName: 'iOS (Swift)',
    configurationProperties: [required('classPrefix', 'Prefix', 'The prefix of the generated classes')],
  },
  {
    id: 'ruby',
    friendlyName: 'Ruby',
    configurationProperties: [required('service.name', 'Service Name', 'The name of the generated client')],
  },
]

/** All kinds. UNVERIFIED: their descriptions. */
export async function getSdkTypes(): Promise<Api.SdkTypes> {
  return { items: [...types] }
}

/** One kind. Fails with NotFoundException. */
export async function getSdkType({ id }: Api.GetSdkTypeRequest): Promise<Api.SdkType> {
  const found = types.find((type) => type.id === id)
  if (!found) throw notFound('Invalid SDK type specified')
  return found
}
