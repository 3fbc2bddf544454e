/**
 * Takes a form apart (`application/x-www-form-urlencoded`), and puts names with dots into a tree. The tree holds only
 * what was sent: an index like 999999999 costs as much as any other name.
 */
import { textOf } from '../bytes.ts'
import { malformedQueryString } from '../errors.ts'
import { formNamePartsMax, formNodesMax } from '../limits.ts'

/** A name's value, and what follows the name after a dot. */
export interface FormNode {
  value: string | undefined
  children: Map<string, FormNode> | undefined
}

/** The tree of a query and a body. Throws MalformedQueryString for what is not a form. */
export function parseForm(query: string, body: Uint8Array): FormNode {
  const tree = new FormTree()
  tree.addAll(query)
  if (body.length > 0) {
    const text = textOf(body)
    if (text === undefined) throw malformedQueryString('The query string is not valid UTF-8.')
    tree.addAll(text)
  }
  return tree.root
}

/** The parameters of one name, without a tree: enough to find `Action`. */
export function formValue(text: string, name: string): string | undefined {
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('&', at)
    if (end < 0) end = text.length
    if (text.startsWith(name, at) && text[at + name.length] === '=') {
      return decodePart(text.slice(at + name.length + 1, end))
    }
    at = end + 1
  }
  return undefined
}

class FormTree {
  readonly root: FormNode = { value: undefined, children: undefined }
  #nodes = 0

  addAll(text: string): void {
    for (let at = 0; at < text.length; ) {
      let end = text.indexOf('&', at)
      if (end < 0) end = text.length
      if (end > at) {
        const pair = text.slice(at, end)
        const equals = pair.indexOf('=')
        if (equals < 0) this.#add(decodePart(pair), '')
        else this.#add(decodePart(pair.slice(0, equals)), decodePart(pair.slice(equals + 1)))
      }
      at = end + 1
    }
  }

  /** Of two values for one name the first counts. UNVERIFIED: AWS does not say which. */
  #add(name: string, value: string): void {
    let node = this.root
    let parts = 0
    for (let at = 0; at <= name.length; ) {
      let dot = name.indexOf('.', at)
      if (dot < 0) dot = name.length
      if (++parts > formNamePartsMax) throw malformedQueryString('A parameter name has too many parts.')
      node = this.#child(node, name.slice(at, dot))
      at = dot + 1
    }
    node.value ??= value
  }

  #child(node: FormNode, part: string): FormNode {
    node.children ??= new Map()
    let child = node.children.get(part)
    if (!child) {
      if (++this.#nodes > formNodesMax)
        throw malformedQueryString('The query string has too many parameters.')
      child = { value: undefined, children: undefined }
      node.children.set(part, child)
    }
    return child
  }
}

function decodePart(part: string): string {
  if (!part.includes('%') && !part.includes('+')) return part
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    throw malformedQueryString('The query string contains a syntax error.')
  }
}
