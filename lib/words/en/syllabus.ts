/** A part of the course; its lessons are at `/<part's slug>/<lesson's slug>` once they are written. */
export interface SyllabusPart {
  slug: string;
  title: string;
  lessons: readonly { slug: string; title: string; about?: string }[];
}

/** The whole course in its order, written or not. The site links only lessons that it finds. */
export const syllabus: readonly SyllabusPart[] = [
  {
    slug: "background",
    title: "Background",
    lessons: [
      {
        slug: "timeline",
        title: "From MLP to Transformer",
        about: "a timeline whose every model trains in the page",
      },
      { slug: "mlp", title: "MLP" },
      { slug: "cnn", title: "CNN" },
      { slug: "rnn", title: "RNN, LSTM, GRU" },
      { slug: "residual-networks", title: "Residual networks" },
      { slug: "why-large", title: "Why large", about: "parameters, data, compute, cost" },
    ],
  },
  {
    slug: "theory",
    title: "Theory",
    lessons: [
      {
        slug: "loss-functions",
        title: "Loss functions",
        about: "mean squared error, cross-entropy, log loss",
      },
      { slug: "activations", title: "Activations", about: "sigmoid, tanh, ReLU, GELU" },
      {
        slug: "backpropagation",
        title: "Backpropagation",
        about: "how a network learns which way to move each weight",
      },
      {
        slug: "optimizers",
        title: "Optimizers",
        about: "SGD, momentum, AdaGrad, RMSProp, Adam, AdamW",
      },
      { slug: "regularization", title: "Regularization", about: "L1, L2, dropout" },
      { slug: "embeddings", title: "Tokens and embeddings" },
      { slug: "self-attention", title: "Self-attention" },
      { slug: "multi-head-attention", title: "Multi-head attention" },
      { slug: "layer-normalization", title: "Residuals and layer normalization" },
      { slug: "transformer", title: "The Transformer", about: "encoder, decoder, translation" },
      { slug: "fine-tuning", title: "Pre-training and fine-tuning" },
    ],
  },
  {
    slug: "models",
    title: "Models",
    lessons: [
      { slug: "gpt", title: "GPT" },
      { slug: "bert", title: "BERT" },
      { slug: "t5", title: "T5" },
      { slug: "vit", title: "ViT" },
      { slug: "detr", title: "DETR" },
    ],
  },
  {
    slug: "training",
    title: "Training",
    lessons: [
      { slug: "schedules", title: "Learning-rate schedules" },
      { slug: "mixed-precision", title: "Mixed precision" },
      { slug: "data-parallelism", title: "Data parallelism" },
      { slug: "model-parallelism", title: "Model parallelism", about: "tensor, pipeline" },
      { slug: "asynchronous-training", title: "Asynchronous training" },
      { slug: "distributed-training", title: "Distributed training and its cost" },
    ],
  },
  {
    slug: "compression",
    title: "Compression",
    lessons: [
      { slug: "pruning", title: "Pruning" },
      { slug: "quantization", title: "Quantization" },
      { slug: "lora", title: "Low-rank approximation and LoRA" },
      { slug: "distillation", title: "Distillation" },
      { slug: "together", title: "All of them on one model" },
    ],
  },
  {
    slug: "applications",
    title: "Applications",
    lessons: [
      {
        slug: "understanding-language",
        title: "Understanding language",
        about: "sentiment, named entities, classification",
      },
      { slug: "generation", title: "Generation and dialogue" },
      { slug: "translation", title: "Translation" },
      { slug: "vision", title: "Image classification and detection" },
      {
        slug: "image-generation",
        title: "Image generation",
        about: "GAN, VAE, super-resolution, style transfer",
      },
      { slug: "driving", title: "Driving", about: "perception, planning, behaviour prediction" },
      { slug: "traffic", title: "Traffic forecasting and congestion" },
      { slug: "medical-imaging", title: "Medical imaging", about: "lesions" },
      { slug: "drug-screening", title: "Drug screening and docking" },
      { slug: "credit", title: "Credit scoring" },
      { slug: "fraud", title: "Fraud detection", about: "by logistic regression" },
      { slug: "learning-paths", title: "Personalised learning paths" },
      { slug: "tutor", title: "A tutor you can talk to" },
    ],
  },
  {
    slug: "strengths-and-limits",
    title: "Strengths and limits",
    lessons: [
      { slug: "representation", title: "Representation and automatic features" },
      { slug: "generalization", title: "Generalization and overfitting" },
      { slug: "multimodal", title: "Multimodal fusion", about: "text, image, sound" },
      { slug: "interpretability", title: "Interpretability" },
      { slug: "privacy", title: "Privacy and security" },
      { slug: "cost", title: "Cost of compute and storage" },
      { slug: "distribution-shift", title: "Distribution shift" },
    ],
  },
];
