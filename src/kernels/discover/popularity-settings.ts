import type { PopularityConfig, ProviderConfig } from '../../config/types.js';
import type { HubSettings, Environment } from '../../hub/settings.js';
import { hubSources, providerSource, silentSource } from './popularity-sources.js';
import type { PopularitySource } from './popularity.js';

/** The sources that the configuration names; nothing of the Hub while it is off. */
export function popularitySources(
  { hub, providers }: PopularityConfig,
  settings: HubSettings,
  environment: Environment,
): readonly PopularitySource[] {
  return [
    ...(hub === true && !settings.offline ? hubSources(settings) : []),
    ...Object.entries(providers ?? {}).map(([id, provider]) => providerOf(id, provider, environment)),
  ];
}

function providerOf(
  id: string,
  { baseUrl, baseUrlVariable = '', keyVariable = '' }: ProviderConfig,
  environment: Environment,
): PopularitySource {
  const variable = (name: string): string | null => {
    const value = environment[name]?.trim() ?? '';
    return value === '' ? null : value;
  };
  const address = baseUrl ?? variable(baseUrlVariable);
  return address === null
    ? silentSource(id, `the environment variable ${baseUrlVariable} is not set`)
    : providerSource(id, address, variable(keyVariable));
}
