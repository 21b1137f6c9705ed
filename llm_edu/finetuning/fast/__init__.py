"""What makes LoRA's training step fast: gradients written out by hand, with the results of the plain way.

You need none of these files to understand LoRA: ``lora`` says what is computed. These compute the same in less time.

``changed_product``      a frozen layer and its low-rank changes, in one product
``products``             matrix products by whichever of PyTorch's two libraries is faster on this processor
``learning_block``       a block's norms, gate and additions, with frozen weights
``learning_attention``   attention of short texts
``stream_surprise``      a loss that never has all logits
"""
