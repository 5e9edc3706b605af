import type { Server } from 'node:http';

export interface ServeOptions {
  readonly port?: number;
  readonly base?: string;
  readonly csp?: boolean;
  readonly strictPort?: boolean;
}

export const STRICT_POLICY: string;
export function asBase(text: string): string;
export function serve(folder: string, options?: ServeOptions): Promise<{ address: string; server: Server }>;
