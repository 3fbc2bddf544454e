import type { Json } from '../../../base/json.ts'
import { forkPageItems } from './limits.ts'

/** An array kept in pages: changing one element makes one page anew, and not the whole. */
export type Pages = readonly (readonly Json[])[]

/** Pages for so many elements, none of which is there yet. */
export function emptyPages(length: number): Pages {
  return Array.from({ length: Math.ceil(length / forkPageItems) }, () => [])
}

export function pagesOf(elements: readonly Json[]): Pages {
  const pages: Json[][] = []
  for (let from = 0; from < elements.length; from += forkPageItems) {
    pages.push(elements.slice(from, from + forkPageItems))
  }
  return pages
}

/** The pages with an element put at its place. Places before it in its page that have none yet become null. */
export function putInPages(pages: Pages, index: number, element: Json): Pages {
  const number = Math.floor(index / forkPageItems)
  const page = [...(pages[number] ?? [])]
  const place = index % forkPageItems
  while (page.length < place) page.push(null)
  page[place] = element
  return pages.with(number, page)
}

export function atPage(pages: Pages, index: number): Json {
  return pages[Math.floor(index / forkPageItems)]?.[index % forkPageItems] ?? null
}

/** The pages without those that lie wholly before an element. */
export function withoutBefore(pages: Pages, index: number): Pages {
  const number = Math.floor(index / forkPageItems) - 1
  return number >= 0 && pages[number]?.length ? pages.with(number, []) : pages
}
