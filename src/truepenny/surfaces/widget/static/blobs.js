// Chosen files that the desk has not taken yet, in IndexedDB, so that a reload or crash loses none. Falls back to this page's memory.

const memory = new Map();
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("truepenny", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, work) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction("files", mode);
    const request = work(transaction.objectStore("files"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export async function keep(key, file) {
  memory.set(key, file);
  await run("readwrite", (files) => files.put(file, key)).catch(() => {});
}

export async function find(key) {
  if (memory.has(key)) return memory.get(key);
  return run("readonly", (files) => files.get(key)).catch(() => null);
}

export async function drop(key) {
  memory.delete(key);
  await run("readwrite", (files) => files.delete(key)).catch(() => {});
}

export async function clear() {
  memory.clear();
  await run("readwrite", (files) => files.clear()).catch(() => {});
}
