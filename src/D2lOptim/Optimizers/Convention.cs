namespace D2lOptim.Optimizers;

/// <summary>Whose ε an optimizer takes, and where it stands; named, because the book and PyTorch differ and so do their iterates.</summary>
public enum Convention
{
    /// <summary>The book's code from scratch.</summary>
    D2l,

    /// <summary>PyTorch's torch.optim.</summary>
    Torch,
}
