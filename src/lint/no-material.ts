import type { ExampleMaterial } from '../models/material.js';

/** What is known about examples without transformers sources. */
export const NO_MATERIAL: ExampleMaterial = {
  mentions: [],
  checkpointForDoc: [],
  autoDocstring: [],
  configLinks: [],
  docPage: [],
};
