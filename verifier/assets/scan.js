// Finds codes in pictures: of the camera, of files.

/** The longer side to which pictures are made smaller, in pixels. */
const LARGEST = 4096;
/** The pause between two looks at the camera's picture, in milliseconds. */
const PAUSE = 120;

let reader;

async function instance() {
  reader ??= WebAssembly.instantiateStreaming(fetch("/assets/scan.wasm")).then((made) => made.instance.exports);
  return reader;
}

/** The text of the code in a drawn picture; `undefined` when there is none that can be read. */
async function read(context, width, height) {
  const { data } = context.getImageData(0, 0, width, height);
  try {
    const exports = await instance();
    const start = exports.take(width * height);
    const grey = new Uint8Array(exports.memory.buffer, start, width * height);
    for (let at = 0, from = 0; at < grey.length; at += 1, from += 4) {
      grey[at] = (data[from] * 77 + data[from + 1] * 150 + data[from + 2] * 29) >> 8;
    }
    const answer = exports.scan(start, width, height);
    if (answer === 0) {
      return undefined;
    }
    const length = new DataView(exports.memory.buffer).getUint32(answer, true);
    const text = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, answer + 4, length));
    exports.give_back(answer, length);
    return text;
  } catch (error) {
    // A picture that the reader stumbled over: the next one gets a new reader.
    reader = undefined;
    if (error instanceof WebAssembly.RuntimeError) {
      return undefined;
    }
    throw error;
  }
}

function canvas(width, height) {
  const made = document.createElement("canvas");
  made.width = width;
  made.height = height;
  return made.getContext("2d", { willReadFrequently: true });
}

/** The text of the code in a picture's file; `undefined` when there is none that can be read. */
export async function ofFile(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const context = canvas(width, height);
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  return read(context, width, height);
}

/**
 * Shows the camera in `video` and looks for a code until there is one or `signal` ends it.
 * @returns {Promise<string | undefined>} the text of the code
 */
export async function ofCamera(video, signal) {
  const asked = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: asked });
  try {
    video.srcObject = stream;
    await video.play();
    let context;
    while (!signal.aborted) {
      const { videoWidth: width, videoHeight: height } = video;
      if (width > 0) {
        if (context?.canvas.width !== width || context.canvas.height !== height) {
          context = canvas(width, height);
        }
        context.drawImage(video, 0, 0, width, height);
        const text = await read(context, width, height);
        if (text !== undefined) {
          return text;
        }
      }
      await new Promise((resume) => setTimeout(resume, PAUSE));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) {
      track.stop();
    }
    video.srcObject = null;
  }
}
