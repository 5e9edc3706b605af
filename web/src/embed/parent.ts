// The page around an iframe: <iframe data-nabla-embed src="…/embed.html?concept=svd"> gets the height its content has.

interface FromFrame {
  readonly nabla?: unknown;
  readonly type?: unknown;
  readonly height?: unknown;
}

const LEAST = 80;
const MOST = 4000;

export function listenToFrames(): void {
  addEventListener('message', ({ data, source }: MessageEvent<FromFrame | null>) => {
    if (typeof data !== 'object' || data?.nabla !== 1 || !['ready', 'resize'].includes(String(data.type))) return;
    if (typeof data.height !== 'number' || !Number.isFinite(data.height)) return;
    // The origin says nothing: it is "null" from a file and in a sandbox. The window that speaks is what counts.
    const frame = [...document.querySelectorAll<HTMLIFrameElement>('iframe[data-nabla-embed]')].find(
      (f) => f.contentWindow === source,
    );
    if (frame) frame.style.height = `${Math.min(MOST, Math.max(LEAST, Math.ceil(data.height)))}px`;
  });
}
