using Ephemerd.Forge.Hosting;

return await ForgeCommand.Make().Parse(args).InvokeAsync();
