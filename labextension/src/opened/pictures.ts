/** Pictures for other programs: into the clipboard, or where a browser keeps it shut into a file. */

/** Pixels of a PNG for each of the SVG's. */
const FINE = 2;

/** The SVG drawn as a PNG on white: its colours are made for that. */
export async function pngOf(text: Promise<string>): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = FINE * image.naturalWidth;
  canvas.height = FINE * image.naturalHeight;
  const context = canvas.getContext('2d');
  if (!context) {
    throw new Error('no canvas');
  }
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(blob => {
      if (blob) {
        resolve(blob);
      } else {
        reject(new Error('no picture'));
      }
    }, 'image/png');
  });
}

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

function download(blob: Blob, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => {
    URL.revokeObjectURL(anchor.href);
  }, 1000);
}
