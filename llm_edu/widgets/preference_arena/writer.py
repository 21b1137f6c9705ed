"""A model that writes stories, as the arena needs it; and how it comes to imitate some of them."""

import copy


class Writer:
    """A model that writes stories, as texts and as ids. prompt: ids before each   longest: ids that a story may have"""

    def __init__(self, model, tokenizer, prompt, longest):
        from llm_edu.language_models import END_ID

        self.model, self.tokenizer, self.prompt, self.longest = model, tokenizer, prompt, longest
        self.special = {END_ID, *getattr(tokenizer, "special_tokens", {}).values()}

    def write(self, count, seed):
        """Lists of ids, with the end's id at their end."""
        from llm_edu.alignment import draw_answers

        return draw_answers(self.model, [self.prompt] * count, self.longest, seed=seed)

    def text(self, ids):
        return self.tokenizer.decode([token for token in ids if token not in self.special]).strip()

    def texts(self, count, seed):
        return [self.text(ids) for ids in self.write(count, seed)]

    def copy(self):
        """The same with a model of its own, to be trained."""
        return Writer(copy.deepcopy(self.model), self.tokenizer, self.prompt, self.longest)


def imitate(writer, stories, config, callback):
    """Teach a writer these stories, in place, as pretraining would: the mean loss of their tokens.

    stories: lists of ids   config: a `TrainingConfig`; batch_size counts stories
    callback: a function of the step's number, called after each
    """
    from llm_edu.alignment import answer_log_probabilities
    from llm_edu.alignment.descent import Descent
    from llm_edu.training.rows import batch_indices

    model = writer.model.train()
    descent = Descent(model, config)
    for step in range(config.steps):
        chosen = [stories[number] for number in batch_indices(len(stories), step, config.batch_size, config.seed)]
        told = answer_log_probabilities(model, [writer.prompt] * len(chosen), chosen)
        descent.take_step(-told.sum() / sum(map(len, chosen)), step)
        callback(step)
    model.eval()
