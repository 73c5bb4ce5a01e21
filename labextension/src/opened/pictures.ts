/** Pictures for other programs: into the clipboard, or where a browser keeps it shut into a file. */

import { download } from '../files';

/** Copies what `making` becomes. A clipboard has to be asked while the click is fresh, so it gets the promise. */
export async function copyBlob(making: Promise<Blob>, name: string): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': making })]);
  } catch {
    download(await making, name);
  }
}

/** Copies a text. */
export async function copyText(text: string, name: string, type: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    download(new Blob([text], { type }), name);
  }
}
