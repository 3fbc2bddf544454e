import { findSamlProvider } from '../../providers.ts'
import { samlProviders } from '../../records.ts'
import { tagOperations } from '../../tagged.ts'

/** TagSAMLProvider, UntagSAMLProvider, ListSAMLProviderTags. */
export const samlProviderTags = tagOperations('SAMLProviderArn', {
  title: 'SAMLProvider',
  tagCase: 'sensitive',
  records: samlProviders,
  find: findSamlProvider,
})
