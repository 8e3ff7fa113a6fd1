import type { Category } from './category.js';

/** What it means that one of transformers' auto mappings lists a class. */
export interface MappingRule {
  readonly category: Category;
  /** Completes "listed in X: …". */
  readonly reason: string;
}

const image = { category: 'multimodal', reason: 'it takes images' } as const;
const video = { category: 'multimodal', reason: 'it takes video' } as const;
const sound = { category: 'multimodal', reason: 'it takes sound' } as const;
const speaks = { category: 'multimodal', reason: 'it produces sound' } as const;
const writes = { category: 'text', reason: 'it generates text from text' } as const;
const scores = { category: 'embedding', reason: 'it gives scores, not generated text' } as const;
const numbers = { category: 'embedding', reason: 'it predicts numbers, not generated text' } as const;
const vectors = { category: 'embedding', reason: 'it gives vectors, not generated text' } as const;

/**
 * Auto mappings by the part of their name between `MODEL_` and `_MAPPING_NAMES`. A mapping that is missing here
 * (`FOR_PRETRAINING`, `WITH_LM_HEAD`, one of a later release) decides nothing: it lists models of every kind.
 */
export const MAPPING_RULES: ReadonlyMap<string, MappingRule> = new Map(
  Object.entries({
    FOR_IMAGE_TEXT_TO_TEXT: { category: 'multimodal', reason: 'it takes images and text' },
    FOR_MULTIMODAL_LM: { category: 'multimodal', reason: 'it takes more than text' },
    FOR_VISION_2_SEQ: { category: 'multimodal', reason: 'it takes images and generates text' },
    FOR_SPEECH_SEQ_2_SEQ: { category: 'multimodal', reason: 'it takes speech and generates text' },
    FOR_VISUAL_QUESTION_ANSWERING: { category: 'multimodal', reason: 'it answers questions about images' },
    FOR_DOCUMENT_QUESTION_ANSWERING: { category: 'multimodal', reason: 'it reads pages with their layout' },
    FOR_CTC: sound,
    FOR_AUDIO_CLASSIFICATION: sound,
    FOR_AUDIO_FRAME_CLASSIFICATION: sound,
    FOR_AUDIO_TOKENIZATION: sound,
    FOR_AUDIO_XVECTOR: sound,
    FOR_TEXT_TO_SPECTROGRAM: speaks,
    FOR_TEXT_TO_WAVEFORM: speaks,
    FOR_BACKBONE: image,
    FOR_CAUSAL_IMAGE_MODELING: { category: 'multimodal', reason: 'it generates images' },
    FOR_DEPTH_ESTIMATION: image,
    FOR_IMAGE: image,
    FOR_IMAGE_CLASSIFICATION: image,
    FOR_IMAGE_SEGMENTATION: image,
    FOR_IMAGE_TO_IMAGE: image,
    FOR_INSTANCE_SEGMENTATION: image,
    FOR_KEYPOINT_DETECTION: image,
    FOR_KEYPOINT_MATCHING: image,
    FOR_MASKED_IMAGE_MODELING: image,
    FOR_MASK_GENERATION: image,
    FOR_OBJECT_DETECTION: image,
    FOR_SEMANTIC_SEGMENTATION: image,
    FOR_UNIVERSAL_SEGMENTATION: image,
    FOR_VIDEO_CLASSIFICATION: video,
    FOR_ZERO_SHOT_IMAGE_CLASSIFICATION: image,
    FOR_ZERO_SHOT_OBJECT_DETECTION: image,

    // By model type, not by class: what turns an input other than text into tensors.
    FEATURE_EXTRACTOR: { category: 'multimodal', reason: 'it has a feature extractor' },
    IMAGE_PROCESSOR: { category: 'multimodal', reason: 'it has an image processor' },
    VIDEO_PROCESSOR: { category: 'multimodal', reason: 'it has a video processor' },

    FOR_CAUSAL_LM: writes,
    FOR_SEQ_TO_SEQ_CAUSAL_LM: writes,

    FOR_MASKED_LM: { category: 'embedding', reason: 'it fills in masked words, it does not generate text' },
    FOR_MULTIPLE_CHOICE: scores,
    FOR_NEXT_SENTENCE_PREDICTION: scores,
    FOR_QUESTION_ANSWERING: { category: 'embedding', reason: 'it marks a span of its input' },
    FOR_RETRIEVAL: vectors,
    FOR_SEQUENCE_CLASSIFICATION: scores,
    FOR_TABLE_QUESTION_ANSWERING: { category: 'embedding', reason: 'it marks cells of its input' },
    FOR_TEXT_ENCODING: vectors,
    FOR_TIME_SERIES_CLASSIFICATION: numbers,
    FOR_TIME_SERIES_PREDICTION: numbers,
    FOR_TIME_SERIES_REGRESSION: numbers,
    FOR_TOKEN_CLASSIFICATION: scores,
  } satisfies Record<string, MappingRule>),
);

/** The mapping of base models: a class that only it lists has no head. */
export const BASE_MAPPING = 'MODEL_MAPPING_NAMES';

/** A mapping lists text input only until another one says otherwise: the first category found here decides. */
export const MAPPING_PRECEDENCE: readonly Category[] = ['multimodal', 'text', 'embedding'];

export interface NameRule {
  readonly category: Category;
  /** Completes "its name …". */
  readonly reason: string;
  readonly test: (name: string) => boolean;
}

/** Words of a class name, in lower case, that name an input other than text. */
const OTHER_INPUTS: ReadonlySet<string> = new Set(
  'vl vlm vision visual image video audio speech asr tts ocr mm omni multimodal'.split(' '),
);

/** The first word of a class name that names an input other than text. */
export function otherInput(name: string): string | undefined {
  return wordsOf(name).find((word) => OTHER_INPUTS.has(word));
}

/** The text part of a larger model: `CLIPTextModel`, but not `Speech2TextModel`. */
const TEXT_PART = /(?<!To|(?:Text|Speech|Audio|Vision|Image|Video)2)Text(?:Encoder)?Model$/;
const NO_TEXT_OUT =
  /For(?:Sequence|Token|Text)?Classification|For(?:Reward|MaskedLM|MultipleChoice|NextSentencePrediction|QuestionAnswering|Retrieval|TextEncoding|Ranking)|RewardModel|Embed(?:ding)?s?Model|Embedding$|ColEmbed$/;
const TEXT_OUT = /ForCausalLM|(?:LMHead|DoubleHeads)Model$|WithLMHead|CausalLM|ModelLM$|MTP$/;

/** Whether a class is a base model: it ends with `Model` and names no head. */
export function isHeadless(name: string): boolean {
  return name.endsWith('Model') && !NO_TEXT_OUT.test(name) && !TEXT_OUT.test(name);
}

export function isTextPart(name: string): boolean {
  return TEXT_PART.test(name);
}

/** Rules on the class name, first match wins. */
export const NAME_RULES: readonly NameRule[] = [
  { category: 'embedding', reason: 'is that of the text part of a larger model', test: isTextPart },
  {
    category: 'multimodal',
    reason: 'has a word for an input other than text',
    test: (name) => otherInput(name) !== undefined,
  },
  {
    category: 'embedding',
    reason: 'is that of a classifier or an encoder',
    test: (name) => NO_TEXT_OUT.test(name),
  },
  { category: 'text', reason: 'is that of a model that generates text', test: (name) => TEXT_OUT.test(name) },
  {
    category: 'multimodal',
    reason: 'has ForConditionalGeneration, and no mapping calls it a text-to-text model',
    test: (name) => name.includes('ForConditionalGeneration'),
  },
  { category: 'text', reason: 'is that of a chat model', test: (name) => name.endsWith('ChatModel') },
];

/**
 * The words of a class name: `Phi4MMForCausalLM` is `Phi 4 MM For Causal LM`. A run of capitals is one word up to
 * the last, which begins the next word: `ForCausalLMMTP` ends with `LMMTP`, so `MM` is no word of it.
 */
function wordsOf(name: string): readonly string[] {
  return Array.from(name.matchAll(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g), ([word]) => word.toLowerCase());
}
