namespace TorchSharp;

public static class ModuleExtensionMethods
{
    /// <summary>Moves all parameters to a device, and gives the module back.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
    {
        using var noGrad = torch.no_grad();
        foreach (var parameter in module.parameters())
        {
            using var moved = parameter.to(device, non_blocking: non_blocking);
            Door.Do("set_data", parameter, moved);
        }
        return module;
    }
}
