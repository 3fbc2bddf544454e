/** Operations of services that speak AWS's query protocol: forms out, XML in. */
import { parseXml, type XmlElement } from '../../../protocol/index.ts'
import type { AwsClient } from './aws-client.ts'

/** A parameter of an operation. */
export type QueryValue =
  | string
  | number
  | boolean
  | undefined
  | readonly QueryValue[]
  | { readonly [name: string]: QueryValue }

/** Calls an operation; answers the element of its result. Fails with an AwsFailure. Source: CloudFormation API Reference, "Making query requests". */
export async function query(
  client: AwsClient,
  { service, version, action }: { service: string; version: string; action: string },
  input: { readonly [name: string]: QueryValue },
): Promise<XmlElement> {
  const form = new URLSearchParams({ Action: action, Version: version })
  for (const [name, value] of Object.entries(input)) append(form, name, value)
  const { body } = await client.send({
    service,
    method: 'POST',
    path: [],
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  const root = parseXml(body)
  return root?.children.find(({ name }) => name === `${action}Result`) ?? emptyElement
}

const emptyElement: XmlElement = { name: '', attributes: {}, children: [], text: '' }

function append(form: URLSearchParams, name: string, value: QueryValue): void {
  if (value === undefined) return
  if (typeof value !== 'object') form.append(name, String(value))
  else if (Array.isArray(value))
    for (const [index, one] of (value as readonly QueryValue[]).entries())
      append(form, `${name}.member.${index + 1}`, one)
  else for (const [key, one] of Object.entries(value)) append(form, `${name}.${key}`, one)
}

/** The text of a child; undefined where there is none, or it is empty. */
export function textIn({ children }: XmlElement, name: string): string | undefined {
  const text = children.find((child) => child.name === name)?.text
  return text === undefined || text === '' ? undefined : text
}

/** The members of a list. */
export function listIn({ children }: XmlElement, name: string): XmlElement[] {
  return children.find((child) => child.name === name)?.children ?? []
}

/** A child. */
export function childOf({ children }: XmlElement, name: string): XmlElement {
  return children.find((child) => child.name === name) ?? emptyElement
}
