import type { Server } from 'node:http';

export interface ServeOptions {
  readonly port?: number;
  readonly base?: string;
  readonly csp?: boolean;
  readonly strictPort?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly types?: Readonly<Record<string, string>>;
}

export const STRICT_POLICY: string;
export function asBase(text: string): string;
export function serve(folder: string, options?: ServeOptions): Promise<{ address: string; server: Server }>;
