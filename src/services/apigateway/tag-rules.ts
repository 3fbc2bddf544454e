import { isReservedTagKey } from '../../aws/tags.ts'
import { badRequest } from './errors.ts'
import { tagsPerResource } from './limits.ts'

/** Tags with others put over them. Fails with BadRequestException. UNVERIFIED: the words. */
export function checkedTags(
  before: Readonly<Record<string, string>>,
  set: Readonly<Record<string, string>>,
): Record<string, string> {
  if (Object.keys(set).some(isReservedTagKey))
    throw badRequest('Invalid tag key. Tag keys must not start with aws:')
  const invalid = Object.entries(set).some(
    ([key, value]) => key === '' || key.length > 128 || value.length > 256,
  )
  if (invalid) throw badRequest('Invalid tag specified')
  const tags = { ...before, ...set }
  if (Object.keys(tags).length > tagsPerResource)
    throw badRequest(`Too many tags. A resource can have at most ${tagsPerResource} tags`)
  return tags
}
