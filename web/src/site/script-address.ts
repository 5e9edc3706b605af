// Where a policy wants the addresses of scripts vouched for, those of the site's own are.

interface ScriptURLPolicy {
  createScriptURL(url: string): TrustedScriptURL;
}
type TrustedScriptURL = string & { readonly __trusted: unique symbol };
declare const trustedTypes:
  { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): ScriptURLPolicy } | undefined;

/** `url` as what registers or starts a worker takes it. */
export function vouched(url: string): string {
  if (typeof trustedTypes === 'undefined') return url;
  return trustedTypes.createPolicy('nabla-worker', { createScriptURL: () => url }).createScriptURL(url);
}
